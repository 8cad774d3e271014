import { Button, type ButtonProps, Menu } from "@mantine/core";
import { download } from "@portico/api";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCause } from "./states";
import { tell, tellFailure } from "./tell";

/**
 * Fetch a file and hand it to the browser to save; `of` is sent along where the address does not say
 * what it is of. Throws a ProblemError.
 */
export async function saveFile(path: string, of?: unknown): Promise<string> {
  const { name, content } = await download(path, of);
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return name;
}

interface FileChoice {
  /** What it is called in the menu, such as "Excel (XLSX)". */
  label: string;
  /** Saves it; its name. */
  save: () => Promise<string>;
}

interface Props extends Pick<ButtonProps, "size"> {
  label: string;
  choices: readonly FileChoice[];
}

/** A button with the kinds of file that something can be saved as. Says how it went. */
export function SaveMenu({ label, choices, size }: Props) {
  const { t } = useTranslation("ui");
  const cause = useCause();
  const saving = useMutation({
    mutationFn: (choice: FileChoice) => choice.save(),
    onSuccess: (name) => tell(t("file.saved", { name })),
    onError: (error) => tellFailure(cause(error)),
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          size={size ?? "sm"}
          variant="default"
          loading={saving.isPending}
          leftSection={<IconDownload size={18} aria-hidden />}
          rightSection={<IconChevronDown size={16} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item key={choice.label} onClick={() => saving.mutate(choice)}>
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
