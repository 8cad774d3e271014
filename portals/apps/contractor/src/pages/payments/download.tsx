import { SaveMenu, saveFile } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { fileAddress } from "./queries";

interface Props {
  path: string;
  /** What the list is narrowed to: the file has exactly what it shows. */
  query: Record<string, string | undefined>;
}

/** Save a list, all pages of it, as a workbook or as CSV. */
export function DownloadList({ path, query }: Props) {
  const { t } = useTranslation("payments");
  return (
    <SaveMenu
      label={t("export.label")}
      choices={(["xlsx", "csv"] as const).map((kind) => ({
        label: t(`export.${kind}`),
        save: () => saveFile(fileAddress(`${path}.${kind}`, query)),
      }))}
    />
  );
}
