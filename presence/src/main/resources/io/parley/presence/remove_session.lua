-- Forgets a session, unless another of the device has taken its place.
--
-- KEYS[1]  string  where a user is connected, see DeviceLine
-- ARGV[1]  string  device
-- ARGV[2]  string  the session as it ends an entry, see SessionEntry
-- ARGV[3]  int     time to live of the key, ms, where others are left
--
-- Answers how many were forgotten.

local all = redis.call('GET', KEYS[1]) or ''
local from, to = string.find(all, '\n' .. ARGV[1] .. ' ', 1, true)
if not from then
  return 0
end
local ends = string.find(all, '\n', to + 1, true) or #all + 1
if string.sub(all, ends - 16, ends - 1) ~= ARGV[2] then
  return 0
end
local rest = string.sub(all, 1, from - 1) .. string.sub(all, ends)
if rest == '' then
  return redis.call('DEL', KEYS[1])
end
redis.call('SET', KEYS[1], rest, 'PX', ARGV[3])
return 1
