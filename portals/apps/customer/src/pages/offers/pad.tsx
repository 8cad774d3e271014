import { Button, Group, Input, Stack } from "@mantine/core";
import { type PointerEvent, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./offers.module.css";
import { begun, drawn, HEIGHT, pointIn, type Stroke, WIDTH } from "./strokes";

interface Props {
  strokes: Stroke[];
  onChange: (change: (before: Stroke[]) => Stroke[]) => void;
  error: string | null;
}

/** A signature by mouse, finger or pen. Who uses the keyboard types the name instead. */
export function Pad({ strokes, onChange, error }: Props) {
  const { t } = useTranslation("offers");
  const pointer = useRef<number | null>(null);
  const errorId = useId();
  const at = (event: { clientX: number; clientY: number }, on: SVGSVGElement) =>
    pointIn(on.getBoundingClientRect(), event.clientX, event.clientY);
  const begin = (event: PointerEvent<SVGSVGElement>) => {
    if (pointer.current !== null || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pointer.current = event.pointerId;
    const point = at(event, event.currentTarget);
    onChange((before) => begun(before, point));
  };
  const move = (event: PointerEvent<SVGSVGElement>) => {
    if (event.pointerId !== pointer.current) return;
    // A pen tells of more points than the page is drawn.
    const moves = event.nativeEvent.getCoalescedEvents?.() ?? [];
    const points = (moves.length > 0 ? moves : [event]).map((one) => at(one, event.currentTarget));
    onChange((before) => points.reduce(drawn, before));
  };
  const end = (event: PointerEvent<SVGSVGElement>) => {
    if (event.pointerId === pointer.current) pointer.current = null;
  };
  return (
    <Stack gap="xs">
      <svg
        className={classes.pad}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("sign.pad")}
        aria-describedby={error ? errorId : undefined}
        data-wrong={error ? true : undefined}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <line x1="60" x2="940" y1="310" y2="310" />
        {strokes.map((stroke, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stroke is known by its place
          <polyline key={index} points={lineOf(stroke)} />
        ))}
      </svg>
      <Group justify="space-between" gap="sm">
        <Input.Description component="span">{t("sign.pad_hint")}</Input.Description>
        <Button
          variant="default"
          size="compact-sm"
          disabled={strokes.length === 0}
          onClick={() => onChange(() => [])}
        >
          {t("sign.clear")}
        </Button>
      </Group>
      {error && (
        <Input.Error id={errorId} role="alert">
          {error}
        </Input.Error>
      )}
    </Stack>
  );
}

/** A point alone is a line to itself: a dot. */
const lineOf = (stroke: Stroke) =>
  (stroke.length === 1 ? [...stroke, ...stroke] : stroke).join(" ");
