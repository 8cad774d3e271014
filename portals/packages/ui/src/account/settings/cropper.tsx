import { Alert, Button, Group, Modal, Slider, Stack, Text } from "@mantine/core";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Crop, middle, mostZoom, moved, zoomed, zoomOf } from "./crop";
import classes from "./cropper.module.css";

const SHOWN = 288;
const SENT = 1024;
const STEP = 12;

interface Props {
  image: ImageBitmap;
  onClose: () => void;
  onSave: (square: Blob) => Promise<void>;
  refusal: (error: unknown) => string;
}

/** Choose the square: by pointer, by arrow keys, and a slider for how near. */
export function Cropper({ image, onClose, onSave, refusal }: Props) {
  const { t } = useTranslation("account");
  const [crop, setCrop] = useState<Crop>(() => middle(image));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await onSave(await squareOf(image, crop));
    } catch (failure) {
      setError(refusal(failure));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("picture.crop_title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      <Stack gap="md">
        {error && (
          <Alert color="red" variant="light" role="alert">
            {error}
          </Alert>
        )}
        <Text size="sm" c="dimmed" id="crop-help">
          {t("picture.crop_lead")}
        </Text>
        <Square image={image} crop={crop} onCrop={setCrop} />
        <Stack gap={4}>
          <Text size="sm" fw={500} component="span">
            {t("picture.zoom")}
          </Text>
          <Slider
            thumbLabel={t("picture.zoom")}
            min={1}
            max={mostZoom(image)}
            step={0.05}
            disabled={mostZoom(image) === 1}
            label={null}
            thumbSize={24}
            value={zoomOf(image, crop)}
            onChange={(zoom) => setCrop((now) => zoomed(image, now, zoom))}
          />
        </Stack>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t("cancel", { ns: "ui" })}
          </Button>
          <Button onClick={() => void save()} loading={busy}>
            {t("picture.save")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface SquareProps {
  image: ImageBitmap;
  crop: Crop;
  onCrop: (change: (now: Crop) => Crop) => void;
}

function Square({ image, crop, onCrop }: SquareProps) {
  const { t } = useTranslation("account");
  const canvas = useRef<HTMLCanvasElement>(null);
  const held = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, image, crop);
  }, [image, crop]);
  const move = (right: number, down: number) =>
    onCrop((now) => {
      const scale = now.side / SHOWN;
      return moved(image, now, right * scale, down * scale);
    });
  const drag = (event: PointerEvent) => {
    if (held.current === null) return;
    const { x, y } = held.current;
    held.current = { x: event.clientX, y: event.clientY };
    // The picture follows the finger, so the square goes the other way.
    move(x - event.clientX, y - event.clientY);
  };
  const key = (event: KeyboardEvent) => {
    const by = event.shiftKey ? STEP * 4 : STEP;
    const steps: Record<string, () => void> = {
      ArrowLeft: () => move(-by, 0),
      ArrowRight: () => move(by, 0),
      ArrowUp: () => move(0, -by),
      ArrowDown: () => move(0, by),
      "+": () =>
        onCrop((now) => zoomed(image, now, Math.min(zoomOf(image, now) * 1.1, mostZoom(image)))),
      "-": () => onCrop((now) => zoomed(image, now, Math.max(zoomOf(image, now) / 1.1, 1))),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  return (
    <div
      role="application"
      aria-label={t("picture.crop_label")}
      aria-describedby="crop-help"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys
      tabIndex={0}
      className={classes.frame}
      onKeyDown={key}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        held.current = null;
      }}
      onPointerCancel={() => {
        held.current = null;
      }}
    >
      <canvas ref={canvas} width={SHOWN * 2} height={SHOWN * 2} className={classes.canvas} />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, image: ImageBitmap, crop: Crop): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.imageSmoothingQuality = "high";
  // What is clear becomes white, as the server does.
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const { left, top, side } = crop;
  pen.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

/** The square alone, without anything else that the file told. */
async function squareOf(image: ImageBitmap, crop: Crop): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(SENT, Math.max(64, Math.round(crop.side)));
  canvas.height = canvas.width;
  draw(canvas, image, crop);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the browser cannot write pictures"))),
      "image/jpeg",
      0.92,
    ),
  );
}
