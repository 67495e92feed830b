import { type BrowserWindow, Menu, type MenuItemConstructorOptions, shell } from 'electron';
import { pushToWindow } from './ipc.ts';
import arabic from './locales/ar.json' with { type: 'json' };
import english from './locales/en.json' with { type: 'json' };
import simplifiedChinese from './locales/zh-Hans.json' with { type: 'json' };

type Labels = typeof english;

/** The menu's texts for a language tag such as `zh-Hans` or the system's `zh-CN`. */
export function menuLabels(language: string): Labels {
  if (/^zh\b/i.test(language)) return simplifiedChinese;
  return /^ar\b/i.test(language) ? arabic : english;
}

/** Sets the program's menu. Keys that the window handles itself are only shown here. */
export function setMenu(options: {
  readonly language: string;
  readonly logFile: string;
  readonly developerTools: boolean;
  window(): BrowserWindow | undefined;
}): void {
  const label = menuLabels(options.language);
  const command = (text: string, name: string, accelerator?: string): MenuItemConstructorOptions => ({
    label: text,
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => pushToWindow(options.window(), { type: 'menu', command: name }),
  });
  const developerTools: MenuItemConstructorOptions = { role: 'toggleDevTools', label: label.developerTools };
  const template: MenuItemConstructorOptions[] = [
    { label: label.file, submenu: [{ role: 'quit', label: label.quit }] },
    {
      label: label.edit,
      submenu: [
        { role: 'undo', label: label.undo },
        { role: 'redo', label: label.redo },
        { type: 'separator' },
        { role: 'cut', label: label.cut },
        { role: 'copy', label: label.copy },
        { role: 'paste', label: label.paste },
        { role: 'selectAll', label: label.selectAll },
      ],
    },
    {
      label: label.view,
      submenu: [
        { role: 'resetZoom', label: label.actualSize },
        { role: 'zoomIn', label: label.zoomIn },
        { role: 'zoomOut', label: label.zoomOut },
        { role: 'togglefullscreen', label: label.fullScreen },
        ...(options.developerTools ? [developerTools] : []),
      ],
    },
    {
      label: label.go,
      submenu: [
        command(label.lookup, 'lookup', 'CommandOrControl+K'),
        { type: 'separator' },
        command(label.tickets, 'screen:tickets'),
        command(label.payments, 'screen:payments'),
        command(label.duplicates, 'screen:duplicates'),
        command(label.refunds, 'screen:refunds'),
      ],
    },
    {
      label: label.help,
      submenu: [{ label: label.showLog, click: () => shell.showItemInFolder(options.logFile) }],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
