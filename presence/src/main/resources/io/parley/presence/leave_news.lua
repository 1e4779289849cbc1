-- Leaves word that conversations of a user have moved. The larger head wins, so that neither a replay
-- nor a router that slept takes back what is known already.
--
-- KEYS[1]  hash    the news of a user in a span of time, see RegistryKeys
-- ARGV[1]  int     time to live of the hash, ms
-- ARGV[2]  int     conversations it may hold; news of further ones are dropped
-- ARGV[3]… string  conversation and head in turns; heads compare as text, see NewsSpan
--
-- Answers how many were dropped.

local key, room = KEYS[1], tonumber(ARGV[2])
local dropped = 0
for i = 3, #ARGV, 2 do
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
        redis.call('PEXPIRE', key, ARGV[1])
      end
    else
      dropped = dropped + 1
    end
  end
end
return dropped
