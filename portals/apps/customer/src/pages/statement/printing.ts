import { customerListDocuments, customerPrintStatement } from "@portico/api";
import { LOOK_TIMES, pauseBetweenLooks, saveFile, whenRendered } from "@portico/ui";

interface Days {
  from: string;
  as_of: string;
}

/** Have the statement printed, wait for it, save it; the name of the file. */
export async function saveStatementAsPdf(days: Days): Promise<string> {
  const asked = await customerPrintStatement({ body: days, throwOnError: true });
  const documentId = asked.data.document_id;
  await whenRendered({
    // The list is empty until the document is known: it is no error that it is not there yet.
    look: async () => {
      const query = { subject_id: [documentId] };
      return (await customerListDocuments({ query, throwOnError: true })).data.items[0];
    },
    pause: pauseBetweenLooks,
    times: LOOK_TIMES,
  });
  return await saveFile(`/api/customer/documents/${documentId}/content?download=true`);
}
