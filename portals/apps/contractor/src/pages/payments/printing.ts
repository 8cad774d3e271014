import { contractorListDocuments, contractorPrintReport } from "@portico/api";
import { LOOK_TIMES, pauseBetweenLooks, saveFile, whenRendered } from "@portico/ui";
import { DOCUMENTS } from "./addresses";

/** Have the report printed, wait for it, save it; the name of the file. */
export async function saveReportAsPdf(months: { from?: string; to?: string }): Promise<string> {
  const asked = await contractorPrintReport({ body: months, throwOnError: true });
  const documentId = asked.data.document_id;
  await whenRendered({
    // The list is empty until the document is known: it is no error that it is not there yet.
    look: async () => {
      const query = { subject_id: [documentId] };
      return (await contractorListDocuments({ query, throwOnError: true })).data.items[0];
    },
    pause: pauseBetweenLooks,
    times: LOOK_TIMES,
  });
  return await saveFile(`${DOCUMENTS}/${documentId}/content?download=true`);
}
