import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';

/**
 * Makes the toolkit's controls known as `<tk-button>`, `<tk-checkbox>`, `<tk-dropdown>`, `<tk-option>`
 * and `<tk-progress-ring>`: under a prefix of their own, so that they collide with no other kit. Nothing else in the page
 * knows where these controls come from. Lists with groups are plain `<select>`s, which the toolkit lacks, and fields plain
 * `<input>`s, because the toolkit's field calls itself "Text field" to screen readers, whatever its name.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem()
    .withPrefix('tk')
    .register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());
}
