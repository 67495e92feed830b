// The floor of everything that has a window: the least an Electron program can be, with the settings of the
// product's window. Says `Ready: empty` once its page is painted. Plain JavaScript: Electron runs it as it is.
import { app, BrowserWindow } from 'electron';

// A field that echoes what is typed, the least that can answer a key.
const PAGE = `<!doctype html><title>empty</title><input aria-label="echo"><div role="listbox"></div><script>
  document.querySelector('input').addEventListener('input', (event) => {
    document.querySelector('div').innerHTML = '<div role="option">' + event.target.value + '</div>';
  });
</script>`;
const PAINTED = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';

const position = process.argv.indexOf('--data-dir');
app.setPath('userData', process.argv[position + 1]);
app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    useContentSize: true,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`data:text/html,${encodeURIComponent(PAGE)}`);
  await window.webContents.executeJavaScript(PAINTED);
  console.log('Ready: empty');
  if (process.argv.includes('--smoke')) app.quit();
});
app.on('window-all-closed', () => app.quit());
