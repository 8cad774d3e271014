import { Button, Group, Kbd, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { offerUndo, withdrawUndo } from "./undo-key";

// Time to read what was done, find the button and reach it, also by the keyboard (WCAG 2.2.1).
const UNDO_MILLISECONDS = 20_000;

/** Say that something is done. */
export function tell(message: string): void {
  notifications.show({
    message,
    color: "green",
    withCloseButton: true,
    closeButtonProps: closing(),
  });
}

/** Say that something failed. */
export function tellFailure(message: string): void {
  notifications.show({ message, color: "red", autoClose: 10_000, closeButtonProps: closing() });
}

/** Say that something is done, and offer to undo it for a while, by the button or the key `z`. */
export function tellWithUndo(message: string, undo: () => void): void {
  const act = () => {
    withdrawUndo(act);
    notifications.hide(id);
    undo();
  };
  offerUndo(act);
  const id = notifications.show({
    color: "green",
    autoClose: UNDO_MILLISECONDS,
    onClose: () => withdrawUndo(act),
    closeButtonProps: closing(),
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={act}
          aria-keyshortcuts="z"
          rightSection={
            <Kbd size="xs" aria-hidden>
              z
            </Kbd>
          }
        >
          {i18next.t("undo", { ns: "ui" })}
        </Button>
      </Group>
    ),
  });
}

function closing() {
  return { "aria-label": i18next.t("close", { ns: "ui" }) };
}
