-- ARGV further: event. Without anybody who listens or may come back, nothing happens.
if redis.call('EXISTS', KEYS[1]) == 1 then
  add(ARGV[4])
end
