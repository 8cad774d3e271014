import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "/contractor/",
  plugins: [react()],
  build: {
    outDir: process.env.PORTICO_PORTALS
      ? `${process.env.PORTICO_PORTALS}/contractor`
      : here("../../dist/contractor"),
    emptyOutDir: true,
    // The Content-Security-Policy has no `data:`.
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // A language is one file. What others wrote stays in caches when our own code changes.
            { name: (id) => /locales\/(?:.*\/)?(en|fr|nb)(?:\.json|\/)/.exec(id)?.[1] ?? null },
            {
              name: "base",
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next)\//,
            },
          ],
        },
      },
    },
  },
});
