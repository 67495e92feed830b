import type { LucideIcon } from 'lucide-react';

type IconProps = {
  readonly icon: LucideIcon;
  readonly size?: number;
  readonly className?: string | undefined;
};

/** A sign beside a word; screen readers hear the word only. */
export function Icon({ icon: Sign, size = 16, className }: IconProps) {
  return <Sign size={size} strokeWidth={1.5} aria-hidden focusable={false} className={className} />;
}
