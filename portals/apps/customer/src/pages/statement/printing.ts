import { customerPrintStatement, customerShowDocument } from "@portico/api";
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
    look: async () =>
      (await customerShowDocument({ path: { document_id: documentId }, throwOnError: true })).data,
    pause: pauseBetweenLooks,
    times: LOOK_TIMES,
  });
  return await saveFile(`/api/customer/documents/${documentId}/content?download=true`);
}
