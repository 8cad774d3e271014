import { fileURLToPath } from "node:url";
import { defineConfig } from "@hey-api/openapi-ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The client of the edge, from the contract that the edge prints of itself. */
export default defineConfig({
  input: here("../../../docs/openapi/edge.json"),
  output: { path: process.env.PORTICO_GENERATED ?? here("src/generated"), clean: true },
  plugins: [
    "@hey-api/client-fetch",
    "@hey-api/typescript",
    "@hey-api/sdk",
    "@tanstack/react-query",
  ],
});
