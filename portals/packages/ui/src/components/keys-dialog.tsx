import { Kbd, Modal, Stack, Switch, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useShownPageKeys } from "./page-keys";
import { useKeysOn } from "./shell-keys";

/** Which keys do something on this page and on every page, and whether they do. */
export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("ui");
  const [on, setOn] = useKeysOn();
  const keys = [
    [["/"], t("keys.search")],
    [["Ctrl", "K"], t("keys.palette")],
    [["?"], t("keys.help")],
    [["z"], t("keys.undo")],
    ...useShownPageKeys().map(({ key, what }) => [[key], what] as const),
  ] as const;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("shell.keys")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack gap="md">
        <Table>
          <Table.Tbody>
            {keys.map(([pressed, what]) => (
              <Table.Tr key={what}>
                <Table.Td w="40%">
                  {pressed.map((key) => (
                    <Kbd key={key} mr={4}>
                      {key}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{what}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
          label={t("keys.on")}
        />
      </Stack>
    </Modal>
  );
}
