import { Button, Menu } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Line } from "./model";
import { ArticleName } from "./totals";

/** A work order and article to type into, that the grid does not show yet. */
export function AddLine({ lines, onAdd }: { lines: readonly Line[]; onAdd: (line: Line) => void }) {
  const { t } = useTranslation("work");
  if (lines.length === 0) return null;
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="subtle" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />}>
          {t("grid.add_line")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {lines.map((line) => (
          <Menu.Item key={line.key} onClick={() => onAdd(line)}>
            {line.title} · <ArticleName line={line} /> · {line.code}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
