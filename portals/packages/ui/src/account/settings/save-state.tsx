import { Group, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

export type SavingState = "none" | "saving" | "saved";

/** Says that what was typed or chosen is kept. */
export function SaveState({ state }: { state: SavingState }) {
  const { t } = useTranslation("account");
  return (
    <Text component="div" size="sm" role="status" c="dimmed" mih="1.5rem">
      {state === "saving" && t("form.saving")}
      {state === "saved" && (
        <Group gap={4} wrap="nowrap" c="var(--good)">
          <IconCheck size={18} aria-hidden />
          {t("saved", { ns: "ui" })}
        </Group>
      )}
    </Text>
  );
}
