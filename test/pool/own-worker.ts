import { serve } from "../../src/pool/index.ts";
import { Cubed, Deadly, GreatErrors, Scale, squared } from "./own.ts";

serve({ layers: { Scale, Deadly }, objects: { Cubed, GreatErrors, squared } });
