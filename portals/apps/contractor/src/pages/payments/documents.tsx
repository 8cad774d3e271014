import type { Document, DocumentKind } from "@portico/api";
import { DocumentPreview, FoldedDocuments } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { DOCUMENTS } from "./addresses";

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

/** More documents, each with what it is. */
export function MoreDocuments({ documents }: { documents: readonly Document[] }) {
  const { t } = useTranslation("payments");
  return (
    <FoldedDocuments
      documents={documents}
      titleOf={({ kind }) => t(`documents.${kind}`)}
      base={DOCUMENTS}
    />
  );
}
