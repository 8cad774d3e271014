import { needTexts } from "@portico/ui";
import { lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";

/** A page that is fetched, together with its texts, when somebody is about to go there. */
export function lazyPage<Name extends string>(
  texts: readonly string[],
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
) {
  return lazyRouteComponent(async () => {
    const [page] = await Promise.all([load(), needTexts(texts)]);
    return page;
  }, name);
}
