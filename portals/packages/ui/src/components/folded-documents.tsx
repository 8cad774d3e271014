import { Accordion } from "@mantine/core";
import type { Document } from "@portico/api";
import { DocumentPreview } from "./document-preview";
import classes from "./folded-documents.module.css";
import { Unbroken } from "./values";

interface Props {
  documents: readonly Document[];
  /** What one is, in the person's language. */
  titleOf: (document: Document) => string;
  /** Where the portal's documents are: `/api/contractor/documents`. */
  base: string;
}

/** More documents, folded: each is fetched when it is opened. */
export function FoldedDocuments({ documents, titleOf, base }: Props) {
  if (documents.length === 0) return null;
  return (
    <Accordion
      multiple
      variant="separated"
      keepMounted={false}
      order={3}
      className={classes.folded}
    >
      {documents.map((document) => (
        <Accordion.Item key={document.document_id} value={document.document_id}>
          <Accordion.Control>
            {titleOf(document)} <Unbroken>{document.number}</Unbroken>
          </Accordion.Control>
          <Accordion.Panel>
            <DocumentPreview document={document} title={titleOf(document)} base={base} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
