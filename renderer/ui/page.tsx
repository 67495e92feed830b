import type { ReactNode } from 'react';
import styles from './page.module.css';

type PageProps = {
  readonly title: string;
  /** A few words beside the title: how many, from when. */
  readonly aside?: ReactNode;
  readonly toolbar?: ReactNode;
  readonly children: ReactNode;
};

/** A screen with a title line and a body that scrolls. */
export function Page({ title, aside, toolbar, children }: PageProps) {
  return (
    <section className={styles.page} aria-label={title}>
      <header className={styles.header}>
        <h1 className={styles.title}>{title}</h1>
        {aside === undefined ? null : <span className={styles.aside}>{aside}</span>}
        {toolbar === undefined ? null : <div className={styles.toolbar}>{toolbar}</div>}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  );
}

/** A part of a page: a heading, what belongs under it, and one hairline above. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.sectionHeader}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Pairs of a name and a value, names in one column. */
export function FactList({
  facts,
}: {
  readonly facts: readonly { readonly name: string; readonly value: ReactNode }[];
}) {
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <div key={fact.name} className={styles.fact}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
