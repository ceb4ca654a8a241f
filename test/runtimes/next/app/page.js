"use client";
import { useEffect } from "react";

// Does what ../page.js does, once the browser has it.
export default function Page() {
  useEffect(() => {
    import("../page.js");
  }, []);
}
