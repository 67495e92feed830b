import { CircleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

type ScreenBoundaryProps = { readonly children: ReactNode };

/** A screen that fails takes nothing else with it: the rail, the header and what was saved stay. Give it a `key`. */
export class ScreenBoundary extends Component<ScreenBoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <FailedScreen onRetry={() => this.setState({ hasFailed: false })} />;
  }
}

function FailedScreen({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      icon={CircleAlert}
      title={t('app.screenFailed')}
      text={t('app.screenFailedText')}
      action={<Button onPress={onRetry}>{t('app.tryAgain')}</Button>}
    />
  );
}
