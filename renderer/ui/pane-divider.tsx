import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './pane-divider.module.css';

type PaneDividerProps = {
  /** What it resizes, for screen readers. */
  readonly label: string;
  /** Id of the pane's element. */
  readonly controls: string;
  /** On which side of the divider the pane lies. */
  readonly pane: 'before' | 'after';
  /** Its width and the bounds in CSS pixels. */
  readonly width: number;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly onResize: (width: number) => void;
};

const KEY_STEP = 16;

/** The edge of a pane: dragged with the pointer, moved with the arrow keys; a double click brings it back. */
export function PaneDivider({ label, controls, pane, width, min, max, initial, onResize }: PaneDividerProps) {
  const start = useRef<{ x: number; width: number } | null>(null);

  /** The pane's growth for a move to the right by one, mirrored with the writing direction. */
  function growth(element: Element): number {
    const mirrored = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
    return (pane === 'before' ? 1 : -1) * mirrored;
  }

  function onPointerMove(event: PointerEvent): void {
    if (start.current === null) return;
    onResize(start.current.width + (event.clientX - start.current.x) * growth(event.currentTarget));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = KEY_STEP * growth(event.currentTarget);
    const next: Readonly<Record<string, number>> = {
      ArrowRight: width + step,
      ArrowLeft: width - step,
      Home: min,
      End: max,
    };
    const wanted = next[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(wanted);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; this is the window splitter of ARIA
    <div
      role="separator"
      className={styles.divider}
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-controls={controls}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onResize(initial)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => {
        start.current = null;
      }}
    />
  );
}
