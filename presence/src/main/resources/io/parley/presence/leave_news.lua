-- Leaves word that conversations have moved, for several users at once: most of what a script costs is to be called.
-- The larger head wins, so that neither a replay nor a router that slept takes back what is known already.
--
-- KEYS[n]  hash    the news of a user in a span of time, see RegistryKeys
-- ARGV[1]  int     time to live of each hash, ms
-- ARGV[2]  int     conversations one may hold; news of further ones are dropped
-- ARGV[3]… for each key: how many conversations follow (int), then conversation and head (strings) in turns; heads
--          compare as text, see NewsSpan
--
-- Answers how many were dropped.

local ttl, room = ARGV[1], tonumber(ARGV[2])
local next, dropped = 3, 0
for k = 1, #KEYS do
  local key, last = KEYS[k], next + 2 * tonumber(ARGV[next])
  for i = next + 1, last, 2 do
    local held = redis.call('HGET', key, ARGV[i])
    if held then
      if held < ARGV[i + 1] then
        redis.call('HSET', key, ARGV[i], ARGV[i + 1])
      end
    else
      local size = redis.call('HLEN', key)
      if size < room then
        redis.call('HSET', key, ARGV[i], ARGV[i + 1])
        if size == 0 then
          redis.call('PEXPIRE', key, ttl)
        end
      else
        dropped = dropped + 1
      end
    end
  end
  next = last + 1
end
return dropped
