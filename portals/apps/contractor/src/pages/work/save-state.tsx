import { Button, Group, Loader, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { overall } from "./pending";
import { useWork } from "./typing";

/** Whether all that is shown is saved, in words. */
export function SaveState() {
  const { t } = useTranslation("work");
  const { autosave, pending, open } = useWork();
  const state = overall(pending, open);
  const icon = {
    saved: <IconCloudCheck size={18} aria-hidden />,
    typing: <IconPencil size={18} aria-hidden />,
    saving: <Loader size={16} color="gray" aria-hidden />,
    unsaved: <IconCloudOff size={18} aria-hidden />,
    attention: <IconAlertTriangle size={18} aria-hidden />,
  }[state];
  const isBad = state === "unsaved" || state === "attention";
  return (
    // As high with the button as without it: the page below stays where it is.
    <Group gap="xs" wrap="nowrap" mih={30}>
      <Group
        gap={6}
        wrap="nowrap"
        role="status"
        data-testid="save-state"
        data-state={state}
        c={isBad ? "var(--bad)" : "dimmed"}
      >
        {icon}
        <Text size="sm" span>
          {t(`saving.${state}`)}
        </Text>
      </Group>
      {state === "unsaved" && (
        <Button size="compact-sm" variant="default" onClick={() => autosave.retry()}>
          {t("saving.retry")}
        </Button>
      )}
    </Group>
  );
}
