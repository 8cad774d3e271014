import { Button, Group } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props {
  /** The cursor of this page; undefined on the first. */
  cursor: string | undefined;
  nextCursor: string | null | undefined;
  onGo: (cursor: string | undefined) => void;
}

/** Pages by key: on, and back to where one came from by the browser's history. */
export function Paging({ cursor, nextCursor, onGo }: Props) {
  const { t } = useTranslation("ui");
  if (!cursor && !nextCursor) return null;
  return (
    <Group component="nav" justify="space-between" aria-label={t("table.pages")}>
      <Group gap="xs">
        <Button
          variant="default"
          disabled={!cursor}
          leftSection={<IconChevronsLeft size={18} aria-hidden />}
          onClick={() => onGo(undefined)}
        >
          {t("table.first")}
        </Button>
        <Button
          variant="default"
          disabled={!cursor}
          leftSection={<IconChevronLeft size={18} aria-hidden />}
          onClick={() => globalThis.history.back()}
        >
          {t("table.previous")}
        </Button>
      </Group>
      <Button
        variant="default"
        disabled={!nextCursor}
        rightSection={<IconChevronRight size={18} aria-hidden />}
        onClick={() => onGo(nextCursor ?? undefined)}
      >
        {t("table.next")}
      </Button>
    </Group>
  );
}
