import type { ComponentPropsWithRef, MouseEvent } from "react";

interface Props extends ComponentPropsWithRef<"button"> {
  "data-loading"?: boolean | "true" | undefined;
  "data-disabled"?: boolean | "true" | undefined;
}

/**
 * A button that keeps the focus while it sends: a browser takes it from what is disabled, and the
 * next Tab would begin at the top of the page. Pressed meanwhile it does nothing.
 */
export function FocusableButton({ onClick, disabled, type = "button", ...others }: Props) {
  const isSending = Boolean(others["data-loading"]) && !others["data-disabled"];
  const ignore = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <button
      {...others}
      type={type}
      disabled={isSending ? false : disabled}
      aria-disabled={isSending || undefined}
      aria-busy={isSending || undefined}
      onClick={isSending ? ignore : onClick}
    />
  );
}
