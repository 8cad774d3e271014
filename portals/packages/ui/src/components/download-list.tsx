import { useTranslation } from "react-i18next";
import { SaveMenu, saveFile } from "./save-file";

interface Props {
  path: string;
  /** What the list is narrowed to: the file has exactly what it shows. */
  query: Readonly<Record<string, string | undefined>>;
}

/** Save a list, all pages of it, as a workbook or as CSV. */
export function DownloadList({ path, query }: Props) {
  const { t } = useTranslation("ui");
  return (
    <SaveMenu
      label={t("file.download")}
      choices={(["xlsx", "csv"] as const).map((kind) => ({
        label: t(`file.${kind}`),
        save: () => saveFile(fileAddress(`${path}.${kind}`, query)),
      }))}
    />
  );
}

/** The address of a file of what is shown; what is not said is left out. */
export function fileAddress(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const said = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const text = new URLSearchParams(said).toString();
  return text ? `${path}?${text}` : path;
}
