-- KEYS: mark, stamp, hashes.
redis.call('UNLINK', unpack(KEYS, 2))
local open = redis.call('HGET', KEYS[1], 'open')
if open then
  if tonumber(open) <= 1 then
    redis.call('UNLINK', KEYS[1])
  else
    redis.call('HINCRBY', KEYS[1], 'open', -1)
  end
end
return 1
