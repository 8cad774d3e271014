import { ProblemError } from "@portico/api";
import { lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { needTexts } from "../i18n";

/**
 * A page that is fetched, together with its texts, when somebody is about to go there. Where it
 * cannot be fetched because there is no connection, its place in the frame says so. (Where there is
 * one, a newer version has replaced its file: then the router reloads the portal.)
 */
export function lazyPage<Name extends string>(
  texts: readonly string[],
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
) {
  return lazyRouteComponent(async () => {
    try {
      const [page] = await Promise.all([load(), needTexts(texts)]);
      return page;
    } catch (error) {
      if (await isConnected()) throw error;
      throw new ProblemError({ code: "offline" }, 0);
    }
  }, name);
}

/** Whether the site answers. */
async function isConnected(): Promise<boolean> {
  try {
    return (await fetch("/assets/icon.svg", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
