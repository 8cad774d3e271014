import { Accordion } from "@mantine/core";
import type { Document, DocumentKind } from "@portico/api";
import { DocumentPreview } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { DOCUMENTS } from "./addresses";
import classes from "./documents.module.css";

/** The document that a page is about, or that it is on its way. */
export function MainDocument({
  document,
  expected,
}: {
  document: Document | undefined;
  expected: DocumentKind;
}) {
  const { t } = useTranslation("payments");
  const kind = document?.kind ?? expected;
  return <DocumentPreview document={document} title={t(`documents.${kind}`)} base={DOCUMENTS} />;
}

/** More documents, folded: each is fetched when it is opened. */
export function MoreDocuments({ documents }: { documents: readonly Document[] }) {
  const { t } = useTranslation("payments");
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
            {t(`documents.${document.kind}`)} {document.number}
          </Accordion.Control>
          <Accordion.Panel>
            <DocumentPreview
              document={document}
              title={t(`documents.${document.kind}`)}
              base={DOCUMENTS}
            />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
