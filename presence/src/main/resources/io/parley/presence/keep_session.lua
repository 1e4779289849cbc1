-- Says where a device is connected if nothing is said, and keeps the sessions of its user for longer.
--
-- KEYS[1]  string  where a user is connected, see DeviceLine
-- ARGV[1]  string  device
-- ARGV[2]  string  entry, see SessionEntry
-- ARGV[3]  int     time to live of the key, ms
--
-- Answers the entry that stands there and stays, or nothing when this one was put.

local all = redis.call('GET', KEYS[1]) or ''
local from, to = string.find(all, '\n' .. ARGV[1] .. ' ', 1, true)
if not from then
  redis.call('SET', KEYS[1], all .. '\n' .. ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
  return false
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return string.sub(all, to + 1, (string.find(all, '\n', to + 1, true) or #all + 1) - 1)
