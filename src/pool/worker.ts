/**
 * The worker that a pool uses if it is not given another: it knows all that is rivulet's own.
 *
 * @module
 */
import { serve } from "./serve.ts";

serve();
