import { failed } from "./problem";

/** A file that the edge made, and the name that it gave it. */
export interface Download {
  name: string;
  content: Blob;
}

/** Files can be large: longer than the deadline of other calls. */
const DEADLINE_MILLISECONDS = 120_000;

/**
 * Fetch a file, which a link could not do without losing what went wrong. `of` says what the file is
 * of where an address has no room for it. Throws a ProblemError.
 */
export async function download(path: string, of?: unknown): Promise<Download> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...(of === undefined ? {} : asked(of)),
      credentials: "same-origin",
      signal: AbortSignal.timeout(DEADLINE_MILLISECONDS),
    });
    if (response.ok) return { name: nameIn(response.headers), content: await response.blob() };
  } catch (error) {
    throw await failed(error, undefined);
  }
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  throw await failed(isJson ? await response.json() : undefined, response);
}

const asked = (of: unknown) => ({
  method: "POST",
  body: JSON.stringify(of),
  headers: { "X-Portico": "1", "Content-Type": "application/json" },
});

/** The name in `Content-Disposition`, which the services write as plain ASCII in quotes. */
function nameIn(headers: Headers): string {
  return /filename="([^"]+)"/.exec(headers.get("content-disposition") ?? "")?.[1] ?? "file";
}
