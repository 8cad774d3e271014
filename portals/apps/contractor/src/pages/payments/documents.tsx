import type { Document, DocumentKind } from "@portico/api";
import { DocumentPreview, FoldedDocuments } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { DOCUMENTS } from "./addresses";
import { called, type TransactionNet } from "./document-names";

/** The document that a page is about, or that it is on its way. */
export function MainDocument({
  document,
  expected,
  of,
}: {
  document: Document | undefined;
  expected: DocumentKind;
  of?: TransactionNet;
}) {
  const { t } = useTranslation("payments");
  const kind = called(document?.kind ?? expected, of);
  return <DocumentPreview document={document} title={t(`documents.${kind}`)} base={DOCUMENTS} />;
}

/** More documents, each with what it is; `of` are the transactions that they may be of. */
export function MoreDocuments({
  documents,
  of = [],
}: {
  documents: readonly Document[];
  of?: readonly TransactionNet[];
}) {
  const { t } = useTranslation("payments");
  const about = new Map(of.map((one) => [one.transaction_id, one]));
  return (
    <FoldedDocuments
      documents={documents}
      titleOf={({ kind, subject_id }) => t(`documents.${called(kind, about.get(subject_id))}`)}
      base={DOCUMENTS}
    />
  );
}
