import { defineConfig } from "vitest/config";

// Pure logic needs no document: `.test.ts` runs in Node alone, `.test.tsx` with a document.
const kinds = [
  { name: "logic", environment: "node", include: ["{apps,packages}/**/src/**/*.test.ts"] },
  { name: "pages", environment: "happy-dom", include: ["{apps,packages}/**/src/**/*.test.tsx"] },
];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: kinds.map((test) => ({ extends: true, test })),
  },
});
