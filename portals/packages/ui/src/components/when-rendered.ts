import { type Document, ProblemError } from "@portico/api";

const LOOK_EVERY_MILLISECONDS = 1_000;

/** How often one looks for a document, a second apart. */
export const LOOK_TIMES = 60;

export const pauseBetweenLooks = () =>
  new Promise<void>((resolve) => setTimeout(resolve, LOOK_EVERY_MILLISECONDS));

interface RenderWait {
  look: () => Promise<Document | undefined>;
  pause: () => Promise<void>;
  times: number;
}

/**
 * Look until the document is rendered; there is none until documents has heard of it. Throws a
 * ProblemError: `document_failed`, or `document_late` when it is not there in time.
 */
export async function whenRendered({ look, pause, times }: RenderWait): Promise<Document> {
  for (let time = 0; time < times; time += 1) {
    const document = await look();
    if (document?.state === "rendered") return document;
    if (document?.state === "failed") throw new ProblemError({ code: "document_failed" }, 500);
    await pause();
  }
  throw new ProblemError({ code: "document_late" }, 504);
}
