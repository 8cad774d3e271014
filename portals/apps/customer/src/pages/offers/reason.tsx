import { Textarea } from "@mantine/core";

export const MOST_LETTERS = 500;

interface Props {
  label: string;
  description: string;
  value: string;
  onChange: (text: string) => void;
  error: string | null;
}

/** Why, for those whom it concerns. */
export function ReasonField({ onChange, ...props }: Props) {
  return (
    <Textarea
      {...props}
      required
      autosize
      minRows={3}
      maxLength={MOST_LETTERS}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
