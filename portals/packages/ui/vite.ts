import { get } from "node:http";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown, type UserConfig } from "vite";

type CodeSplittingGroup = NonNullable<Rolldown.CodeSplittingOptions["groups"]>[number];

// For `npm run dev`: the edge of a running `./portico up`, and whose site is shown.
const EDGE = process.env.PORTICO_EDGE ?? "http://127.0.0.1:8080";
const AGENCY = process.env.PORTICO_AGENCY ?? "maple";

/** `here` is the app's `vite.config.ts`: its `import.meta.url`. */
export interface Portal {
  /** Its address on an agency's site: `/contractor`. */
  name: "contractor" | "customer" | "agency";
  here: string;
}

/** How an app is developed and built: all of what its `vite.config.ts` says. */
export function definePortal({ name, here }: Portal): UserConfig {
  const folder = (path: string, from = here) => fileURLToPath(new URL(path, from));
  return defineConfig({
    root: folder("."),
    base: `/${name}/`,
    // What stands in every page before its script: the theme that was chosen.
    publicDir: folder("./public", import.meta.url),
    plugins: [react(), bootFromEdge(name)],
    server: {
      host: "127.0.0.1",
      allowedHosts: [".localhost"],
      // The host stays as the browser said it: it names the agency.
      proxy: { "^/(api|assets)/": { target: EDGE, changeOrigin: false } },
    },
    build: {
      outDir: `${process.env.PORTICO_PORTALS ?? folder("../../dist")}/${name}`,
      emptyOutDir: true,
      // The Content-Security-Policy has no `data:`.
      assetsInlineLimit: 0,
      target: "es2022",
      modulePreload: { polyfill: false },
      rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
    },
  });
}

const CHUNKS: CodeSplittingGroup[] = [
  // Of each language what is on every page is one file, and each module another.
  { debugName: "texts", name: textsName },
  // What the first page is made of. What others wrote stays in caches when ours changes.
  {
    name: "base",
    test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next)\//,
    tags: ["$initial"],
  },
  { name: "look", test: /node_modules\//, tags: ["$initial"] },
  { name: "ui", test: /packages\//, tags: ["$initial"] },
];

/** `en.shared` for the texts of the frame, `en.work` for those of a module. */
function textsName(id: string): string | null {
  const [, folder, name] = /\/src\/(\w+\/)?locales\/(.+)\.json$/.exec(id) ?? [];
  if (!name) return null;
  const [language, module] = name.split("/");
  const part = module ?? (folder ? folder.slice(0, -1) : "shared");
  return `${language}.${part === "common" ? "shared" : part}`;
}

/** While developing: what the edge would have written into the page. */
function bootFromEdge(portal: string): Plugin {
  return {
    name: "portico-boot",
    apply: "serve",
    transformIndexHtml: async (html) => {
      const page = await textAt(`${EDGE}/${portal}`, `${AGENCY}.localhost`);
      const boot = /<meta name="portico-boot" content="[^"]*"/.exec(page)?.[0];
      if (!boot) throw new Error(`the edge at ${EDGE} serves no ${portal} portal of ${AGENCY}`);
      return html.replace('<meta name="portico-boot" content="{}"', boot);
    },
  };
}

function textAt(url: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { Host: host, Accept: "text/html" } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve(Buffer.concat(parts).toString()));
    }).on("error", reject);
  });
}
