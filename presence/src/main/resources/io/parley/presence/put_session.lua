-- Says where a device is connected, in one step with reading what was said before.
--
-- KEYS[1]  hash    the sessions of a user, see RegistryKeys
-- ARGV[1]  string  device
-- ARGV[2]  string  entry, see SessionEntry
-- ARGV[3]  int     time to live of the hash, ms
-- ARGV[4]  int     devices a user may have here; beyond it the session that began first is forgotten
-- ARGV[5]  string  optional: only if this is what stands there
--
-- Answers the entry that stood there before, or nothing.

local held = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[5] and held ~= ARGV[5] then
  return held
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if not held and redis.call('HLEN', KEYS[1]) > tonumber(ARGV[4]) then
  local all = redis.call('HGETALL', KEYS[1])
  local first, began
  for i = 1, #all, 2 do
    local session = string.sub(all[i + 1], -16)
    if all[i] ~= ARGV[1] and (not began or session < began) then
      first, began = all[i], session
    end
  end
  redis.call('HDEL', KEYS[1], first)
end
return held
