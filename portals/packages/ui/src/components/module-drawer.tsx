import { Drawer, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  opened: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The modules where the menu bar has no room for them. */
export function ModuleDrawer({ opened, onClose, children }: Props) {
  const { t } = useTranslation("ui");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={t("shell.menu")}
      size="xs"
      hiddenFrom="md"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack component="nav" gap={4} aria-label={t("shell.menu")}>
        {children}
      </Stack>
    </Drawer>
  );
}
