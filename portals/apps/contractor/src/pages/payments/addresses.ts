/** Where the documents of this portal are. */
export const DOCUMENTS = "/api/contractor/documents";
