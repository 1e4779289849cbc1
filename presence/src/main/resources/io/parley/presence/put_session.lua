-- Says where a device is connected, in one step with reading what was said before.
--
-- KEYS[1]  string  where a user is connected, see DeviceLine
-- ARGV[1]  string  device
-- ARGV[2]  string  entry, see SessionEntry
-- ARGV[3]  int     time to live of the key, ms
-- ARGV[4]  int     devices a user may have here; beyond it the session that began first is forgotten
-- ARGV[5]  string  optional: only if this is what stands there
--
-- Answers the entry that stood there before, or nothing.

local all = redis.call('GET', KEYS[1]) or ''
local held = false
local from, to = string.find(all, '\n' .. ARGV[1] .. ' ', 1, true)
if from then
  local ends = string.find(all, '\n', to + 1, true) or #all + 1
  held = string.sub(all, to + 1, ends - 1)
  all = string.sub(all, 1, from - 1) .. string.sub(all, ends)
end
if ARGV[5] and held ~= ARGV[5] then
  return held
end
if not held and select(2, string.gsub(all, '\n', '')) >= tonumber(ARGV[4]) then
  local first, began
  for line in string.gmatch(all, '\n[^\n]*') do
    local session = string.sub(line, -16)
    if not began or session < began then
      first, began = line, session
    end
  end
  from, to = string.find(all .. '\n', first .. '\n', 1, true)
  all = string.sub(all, 1, from - 1) .. string.sub(all, to)
end
redis.call('SET', KEYS[1], all .. '\n' .. ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return held
