import { Check } from 'lucide-react';
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

/** A control and the menu that it opens. */
export function Menu({
  label,
  trigger,
  children,
}: {
  readonly label: string;
  readonly trigger: ReactElement;
  readonly children: ReactNode;
}) {
  return (
    <AriaMenuTrigger>
      {trigger}
      <Popover className={styles.popover ?? ''} placement="bottom end" offset={6}>
        <AriaMenu className={styles.menu ?? ''} aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </AriaMenuTrigger>
  );
}

type MenuChoice = { readonly key: string; readonly text: string; readonly detail?: string };

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
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}) {
  return (
    <AriaMenuSection
      className={styles.section ?? ''}
      selectionMode="single"
      selectedKeys={[`${name}:${chosen}`]}
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
          <span className={styles.text}>{choice.text}</span>
          {choice.detail === undefined ? null : <span className={styles.detail}>{choice.detail}</span>}
        </AriaMenuItem>
      ))}
    </AriaMenuSection>
  );
}

/** A group with one verb, its shortcut beside it. */
export function MenuVerb({
  text,
  keys,
  onRun,
}: {
  readonly text: string;
  readonly keys: string;
  readonly onRun: () => void;
}) {
  return (
    <AriaMenuSection className={styles.section ?? ''} aria-label={text}>
      <AriaMenuItem textValue={text} className={styles.item ?? ''} onAction={onRun}>
        <span className={styles.check} />
        <span className={styles.text}>{text}</span>
        <Kbd keys={keys} />
      </AriaMenuItem>
    </AriaMenuSection>
  );
}
