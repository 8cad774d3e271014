import {
  contractorPrintReport,
  contractorShowDocument,
  type Document,
  isProblem,
  ProblemError,
} from "@portico/api";
import { saveFile } from "@portico/ui";
import { DOCUMENTS } from "./addresses";

const LOOK_EVERY_MILLISECONDS = 1_000;
const LOOK_TIMES = 60;

interface RenderWait {
  look: () => Promise<Document>;
  pause: () => Promise<void>;
  times: number;
}

/**
 * Look until the document is rendered; it is not found until documents has heard of it. Throws a
 * ProblemError: `document_failed`, or `document_late` when it is not there in time.
 */
export async function whenRendered({ look, pause, times }: RenderWait): Promise<Document> {
  for (let time = 0; time < times; time += 1) {
    try {
      const document = await look();
      if (document.state === "rendered") return document;
      if (document.state === "failed") throw new ProblemError({ code: "document_failed" }, 500);
    } catch (error) {
      if (!isProblem(error, "not_found")) throw error;
    }
    await pause();
  }
  throw new ProblemError({ code: "document_late" }, 504);
}

/** Have the report printed, wait for it, save it; the name of the file. */
export async function saveReportAsPdf(months: { from?: string; to?: string }): Promise<string> {
  const asked = await contractorPrintReport({ body: months, throwOnError: true });
  const documentId = asked.data.document_id;
  await whenRendered({
    look: async () =>
      (await contractorShowDocument({ path: { document_id: documentId }, throwOnError: true }))
        .data,
    pause: () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLISECONDS)),
    times: LOOK_TIMES,
  });
  return await saveFile(`${DOCUMENTS}/${documentId}/content?download=true`);
}
