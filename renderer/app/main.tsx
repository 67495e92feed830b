import './strict-csp.ts';
import '../ui/tokens.css';
import '../ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme, rememberedAppearance } from '../lib/appearance.ts';
import { changeLanguage, matchLanguage, startTranslations } from '../lib/i18n.ts';
import { App } from './app.tsx';

const remembered = rememberedAppearance();
const chosen = remembered.language ?? 'system';
const language = chosen === 'system' ? matchLanguage(navigator.languages) : chosen;

applyTheme(remembered.theme ?? 'system');
await startTranslations(language);
await changeLanguage(language);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
