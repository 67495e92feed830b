import { Check, type LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger as AriaMenuTrigger,
  Header,
  Popover,
} from 'react-aria-components';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';

type MenuProps = {
  readonly label: string;
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  /** For a menu that a key opens too; without it the menu keeps that to itself. */
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly placement?: 'bottom end' | 'bottom start' | 'top end';
};

/** A control and the menu that it opens. */
export function Menu({
  label,
  trigger,
  children,
  isOpen,
  onOpenChange,
  placement = 'bottom end',
}: MenuProps) {
  return (
    <AriaMenuTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger}
      <Popover className={styles.popover ?? ''} placement={placement} offset={6}>
        <AriaMenu className={styles.menu ?? ''} aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </AriaMenuTrigger>
  );
}

type MenuChoice = {
  readonly key: string;
  readonly text: string;
  readonly icon?: LucideIcon;
  readonly detail?: string;
};

/** A group of which one is chosen. */
export function MenuChoices({
  name,
  title,
  choices,
  chosen,
  onChoose,
}: {
  /** Tells the groups of one menu apart: their items must not share ids. */
  readonly name: string;
  readonly title: string;
  readonly choices: readonly MenuChoice[];
  /** Null: none of them is. */
  readonly chosen: string | null;
  readonly onChoose: (key: string) => void;
}) {
  return (
    <AriaMenuSection
      className={styles.section ?? ''}
      selectionMode="single"
      selectedKeys={chosen === null ? [] : [`${name}:${chosen}`]}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : keys;
        if (typeof key === 'string') onChoose(key.slice(name.length + 1));
      }}
    >
      <Header className={styles.header ?? ''}>{title}</Header>
      {choices.map((choice) => (
        <AriaMenuItem
          key={choice.key}
          id={`${name}:${choice.key}`}
          textValue={choice.text}
          className={styles.item ?? ''}
        >
          <span className={styles.check}>{choice.key === chosen ? <Icon icon={Check} /> : null}</span>
          {choice.icon === undefined ? null : <Icon icon={choice.icon} className={styles.sign} />}
          <span className={styles.text} dir="auto">
            {choice.text}
          </span>
          {choice.detail === undefined ? null : <span className={styles.detail}>{choice.detail}</span>}
        </AriaMenuItem>
      ))}
    </AriaMenuSection>
  );
}

type MenuVerbItem = {
  readonly key: string;
  readonly text: string;
  readonly icon?: LucideIcon;
  /** Its shortcut. */
  readonly keys?: string;
  readonly detail?: string;
  readonly onRun: () => void;
};

/** A group of verbs, each with its shortcut beside it. */
export function MenuVerbs({
  label,
  verbs,
}: {
  readonly label: string;
  readonly verbs: readonly MenuVerbItem[];
}) {
  return (
    <AriaMenuSection className={styles.section ?? ''} aria-label={label}>
      {verbs.map(({ key, text, icon, keys, detail, onRun }) => (
        <AriaMenuItem key={key} id={key} textValue={text} className={styles.item ?? ''} onAction={onRun}>
          <span className={styles.check}>{icon === undefined ? null : <Icon icon={icon} />}</span>
          <span className={styles.text}>{text}</span>
          {detail === undefined ? null : <span className={styles.detail}>{detail}</span>}
          {keys === undefined ? null : <Kbd keys={keys} />}
        </AriaMenuItem>
      ))}
    </AriaMenuSection>
  );
}
