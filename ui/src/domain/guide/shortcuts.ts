/** Every key that means something, by where it does: the list that the guide shows. */
import { keys, type Combination } from '../../keyboard';

export const shortcuts = [
  {
    place: 'everywhere',
    rows: [
      { does: 'palette', by: [keys.palette] },
      { does: 'guide', by: [keys.guide] },
      { does: 'shortcuts', by: [keys.shortcuts] },
      { does: 'settings', by: [keys.settings] },
      { does: 'hide', by: [keys.hide] },
      { does: 'quit', by: [keys.quit] },
      { does: 'close', by: ['escape'] },
    ],
  },
  {
    place: 'list',
    rows: [
      { does: 'search', by: [keys.search, keys.searchSlash] },
      { does: 'refresh', by: [keys.refresh] },
      { does: 'move', by: ['arrowup', 'arrowdown'] },
      { does: 'far', by: ['home', 'end', 'pageup', 'pagedown'] },
      { does: 'open', by: ['enter'] },
      { does: 'select', by: ['space'] },
      { does: 'select_to', by: ['shift+space'] },
      { does: 'select_all', by: [keys.selectAll] },
    ],
  },
  {
    place: 'installation',
    rows: [
      { does: 'copy_token', by: [keys.copyToken] },
      { does: 'reauthorize', by: [keys.reauthorize] },
      { does: 'refresh_row', by: [keys.refreshRow] },
    ],
  },
  {
    place: 'matrix',
    rows: [
      { does: 'move', by: ['arrowup', 'arrowdown', 'arrowleft', 'arrowright'] },
      { does: 'edge', by: ['mod+arrowup', 'mod+arrowdown', 'mod+arrowleft', 'mod+arrowright'] },
      { does: 'cell', by: ['enter'] },
    ],
  },
  {
    place: 'palette',
    rows: [
      { does: 'choose', by: ['arrowup', 'arrowdown'] },
      { does: 'run', by: ['enter'] },
      { does: 'run_open', by: ['mod+enter'] },
    ],
  },
] as const satisfies readonly { place: string; rows: readonly { does: string; by: readonly Combination[] }[] }[];
