import type { InvoiceView } from "@portico/api";
import { useTranslation } from "react-i18next";

type Line = InvoiceView["invoice"]["lines"][number];

/** What a line is called: a contractor can have several of one work order. */
export function useLineName(): (line: Line) => string {
  const { t } = useTranslation("invoices");
  return (line) =>
    [line.contractor_name, line.work_order_title, t(`articles.${line.article}`)].join(" · ");
}
